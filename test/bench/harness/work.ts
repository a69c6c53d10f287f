/** Measures the processor time of this process for one run of `act`, in microseconds. Other processes do not count. */
export async function cpuOf(times: number, act: (time: number) => unknown): Promise<number> {
  const before = process.cpuUsage();
  for (let time = 0; time < times; time++) await act(time);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}
