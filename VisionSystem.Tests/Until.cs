using System.Net;
using VisionSystem.Bench.Running;

namespace VisionSystem.Tests;

/// <summary>Waits for a condition; after the deadline, fails the test and names the condition.</summary>
internal static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static Task<T> FoundAsync<T>(string what, Func<CancellationToken, Task<T?>> look, TimeSpan? patience = null)
        where T : class => Polling.FindAsync(what, look, patience ?? Patience, TestContext.Current.CancellationToken);

    public static Task TrueAsync(string what, Func<CancellationToken, Task<bool>> holds, TimeSpan? patience = null) =>
        Polling.WaitAsync(what, holds, patience ?? Patience, TestContext.Current.CancellationToken);

    public static Task TrueAsync(string what, Func<bool> holds, TimeSpan? patience = null) => TrueAsync(what, _ => Task.FromResult(holds()), patience);

    /// <summary>Waits until a service responds with a status; repeats while the service does not listen.</summary>
    public static Task AnswersAsync(HttpClient client, string path, HttpStatusCode status, TimeSpan? patience = null) => TrueAsync(
        $"{path} answers {(int)status}",
        async token =>
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), token);
                return answer.StatusCode == status;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        },
        patience);
}
