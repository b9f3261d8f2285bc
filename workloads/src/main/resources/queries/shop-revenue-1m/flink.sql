-- The session's time zone must be UTC: window bounds are told as its local time.
SELECT
  EXTRACT(EPOCH FROM window_start) * 1000 AS window_start_ms,
  EXTRACT(EPOCH FROM window_end) * 1000 AS window_end_ms,
  product_id,
  COUNT(*) AS orders,
  SUM(CAST(quantity AS BIGINT)) AS pieces,
  SUM(amount_cents) AS revenue_cents
FROM TABLE(TUMBLE(TABLE shop_order, DESCRIPTOR(event_time), INTERVAL '1' MINUTE))
WHERE NOT tick AND state = 'paid'
GROUP BY product_id, window_start, window_end
