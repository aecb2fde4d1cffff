"""One process per Raspberry Pi: reads its devices, keeps the journal and sends it to central."""
