"""The way to central: which lines to send when, over MQTT, until central proves that it has them."""
