"""Links that show one draft to one person without an account. Staff create and end them; recipients reply."""
