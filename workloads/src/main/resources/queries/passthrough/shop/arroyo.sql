SELECT
  event_ms,
  order_id,
  user_id,
  product_id,
  quantity,
  amount_cents,
  state
FROM shop_order
WHERE NOT tick
