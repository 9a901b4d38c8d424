"""Takes what is public out of the portal as files: the site for any web server, the records for git and back."""
