"""Links that show one draft to one person without an account: made and ended by staff, opened and answered outside."""
