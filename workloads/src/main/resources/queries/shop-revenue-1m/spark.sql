SELECT
  unix_millis(window.start) AS window_start_ms,
  unix_millis(window.end) AS window_end_ms,
  product_id,
  COUNT(*) AS orders,
  SUM(CAST(quantity AS BIGINT)) AS pieces,
  SUM(amount_cents) AS revenue_cents
FROM shop_order
WHERE NOT tick AND state = 'paid'
GROUP BY product_id, window(event_time, '60 seconds')
