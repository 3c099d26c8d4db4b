"""What was bought: products, orders, payments, shipments, refunds, regular deliveries (定期)."""
