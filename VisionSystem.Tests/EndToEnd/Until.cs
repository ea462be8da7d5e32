namespace VisionSystem.Tests.EndToEnd;

/// <summary>Waits for a condition, with a deadline that fails the test and says what was waited for.</summary>
internal static class Until
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static async Task<T> FoundAsync<T>(string what, Func<CancellationToken, Task<T?>> look, TimeSpan patience)
        where T : class
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(patience);
        using var timer = new PeriodicTimer(Pause);
        try
        {
            while (true)
            {
                if (await look(deadline.Token) is { } found)
                {
                    return found;
                }

                await timer.WaitForNextTickAsync(deadline.Token);
            }
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            Assert.Fail($"{what}: not within {patience.TotalSeconds:0} s.");
            throw;
        }
    }

    public static Task TrueAsync(string what, Func<bool> holds) => TrueAsync(what, _ => Task.FromResult(holds()), TimeSpan.FromMinutes(1));

    public static async Task TrueAsync(string what, Func<CancellationToken, Task<bool>> holds, TimeSpan patience) =>
        await FoundAsync(what, async token => await holds(token) ? what : null, patience);
}
