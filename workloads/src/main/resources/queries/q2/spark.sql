SELECT
  auction,
  price
FROM bid
WHERE NOT tick AND auction % 123 = 0
