SELECT
  auction,
  price
FROM bid
WHERE NOT tick AND MOD(auction, 123) = 0
