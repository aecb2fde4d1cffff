"""Pages "Quản lý thiết bị": the list, the wall, one gateway and its orders."""
