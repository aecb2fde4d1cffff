"""The page of the virtual office: what is there, live, and the hands that press, plug and cut."""
