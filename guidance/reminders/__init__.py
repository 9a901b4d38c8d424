"""Letters to officials about what they are to acknowledge, and to those who are told when they have not."""
