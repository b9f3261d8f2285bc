-- The condition on event_time is never true. It keeps the filter above the watermark: Spark moves
-- filters that do not name the event time below it, and ticks would not move it any more.
SELECT
  unix_millis(window.start) AS window_start_ms,
  unix_millis(window.end) AS window_end_ms,
  product_id,
  COUNT(*) AS orders,
  SUM(CAST(quantity AS BIGINT)) AS pieces,
  SUM(amount_cents) AS revenue_cents
FROM shop_order
WHERE (NOT tick AND state = 'paid') OR event_time < TIMESTAMP '0001-01-01 00:00:00'
GROUP BY product_id, window(event_time, '60 seconds')
