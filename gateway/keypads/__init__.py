"""Keypads of officers: a key becomes one order to the worker. What the order does is the hall's business."""
