// Waits for what happens by itself.
export async function someMoment(happened: () => boolean): Promise<void> {
  const until = Date.now() + 5_000
  while (!happened() && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 10))
}
