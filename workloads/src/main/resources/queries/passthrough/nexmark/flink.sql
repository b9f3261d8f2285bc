SELECT
  event_ms,
  auction,
  bidder,
  price,
  channel,
  url,
  extra
FROM bid
WHERE NOT tick
