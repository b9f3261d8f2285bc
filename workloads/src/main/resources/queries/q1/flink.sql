SELECT
  auction,
  bidder,
  0.908E0 * price AS price,
  event_ms,
  extra
FROM bid
WHERE NOT tick
