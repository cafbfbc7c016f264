/** Waits as long as `sleep` does, but no longer than until the signal is given. */
export async function pauseUnless(
  signal: AbortSignal | undefined,
  milliseconds: number,
  sleep: (milliseconds: number) => Promise<void>,
): Promise<void> {
  if (signal?.aborted) return;
  let wake = (): void => undefined;
  const given = new Promise<void>((resolve) => {
    wake = resolve;
    signal?.addEventListener("abort", wake, { once: true });
  });
  await Promise.race([sleep(milliseconds), given]);
  signal?.removeEventListener("abort", wake);
}
