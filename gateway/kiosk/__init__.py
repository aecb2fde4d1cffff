"""The kiosk role: tickets for citizens, with or without the hall, and the life of their prints (design §2, §5)."""
