SELECT
  CAST(window.start AS BIGINT) / 1000000 AS window_start_ms,
  CAST(window.end AS BIGINT) / 1000000 AS window_end_ms,
  product_id,
  orders,
  pieces,
  revenue_cents
FROM (
  SELECT
    product_id,
    tumble(interval '60 seconds') AS window,
    COUNT(*) AS orders,
    SUM(CAST(quantity AS BIGINT)) AS pieces,
    SUM(amount_cents) AS revenue_cents
  FROM shop_order
  WHERE NOT tick AND state = 'paid'
  GROUP BY product_id, window
)
