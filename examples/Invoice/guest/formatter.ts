// The interface `formatter`, in AssemblyScript: a program that knows nothing of components.
export function formatCurrency(cents: i32): string {
  const amount = abs<i64>(cents);
  let whole = (amount / 100).toString();
  let grouped = "";
  while (whole.length > 3) {
    grouped = "," + whole.slice(-3) + grouped;
    whole = whole.slice(0, -3);
  }
  return (cents < 0 ? "-$" : "$") + whole + grouped + "." + (amount % 100).toString().padStart(2, "0");
}
