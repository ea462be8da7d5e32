using System.Collections.Concurrent;
using System.Net;
using VisionSystem.Contracts;
using VisionSystem.Tests.EndToEnd;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Persistence;

/// <summary>PostgreSQL and the S3 server are killed, disconnected and stalled during reads and deliveries.</summary>
[Collection(nameof(OwnApp))]
public sealed class StoreFaultTests(PostgresServer postgres, S3Server s3) : IClassFixture<PostgresServer>, IClassFixture<S3Server>
{
    private const int Clients = 8;

    /// <summary>The number of responses during each fault, and before the next one.</summary>
    private const int PerFault = 3 * Clients;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly byte[][] _images = [.. Enumerable.Range(1, Clients).Select(seed => Samples.Image(seed, 20_000))];
    private readonly ConcurrentBag<string> _wrong = [];
    private int _answers;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_store_that_fails_is_a_503_and_no_error_of_the_service()
    {
        await postgres.StartAsync();
        await using var toPostgres = new TcpProxy(postgres.Port);
        await using var toS3 = new TcpProxy(s3.Endpoint.Port);
        var address = await postgres.CreateDatabaseAsync(toPostgres.Port) + "?Command%20Timeout=1&Timeout=1";
        var bucket = s3.NewBucket() with { EndpointUrl = new Uri($"http://127.0.0.1:{toS3.Port}"), Timeout = TimeSpan.FromSeconds(1) };
        await using var service = new LoggingApplication(null, S3Server.SettingsOf(bucket, ("Vision:Store:DatabaseUrl", address)));
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([.. _images.Select(image => Samples.Of(image))], _images));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var clients = Enumerable.Range(0, Clients).Select(number => Task.Run(() => AskAsync(client, _images[number], end.Token), Token)).ToArray();

        foreach (var (strike, mend) in Faults(toPostgres, toS3))
        {
            await strike();
            await UntilMoreAsync();
            await mend();
            await UntilMoreAsync();
        }

        await end.CancelAsync();
        await Task.WhenAll(clients);

        Assert.Empty(_wrong);
    }

    private (Func<Task> Strike, Func<Task> Mend)[] Faults(TcpProxy toPostgres, TcpProxy toS3) =>
    [
        (postgres.KillAsync, postgres.StartAsync),
        (s3.KillAsync, s3.StartAsync),
        .. new[] { toPostgres, toS3 }.SelectMany(line => new (Func<Task>, Func<Task>)[]
        {
            (() => Set(() => (line.Refuses = true, line).Item2.Cut()), () => Set(() => line.Refuses = false)),
            (() => Set(line.Cut), () => Task.CompletedTask),
            (() => Set(line.Stall), () => Set(line.Resume)),
        }),
    ];

    private static Task Set(Action change)
    {
        change();
        return Task.CompletedTask;
    }

    /// <summary>Alternates reads and deliveries until cancelled.</summary>
    private async Task AskAsync(HttpClient client, byte[] image, CancellationToken cancellationToken)
    {
        var address = "/v1/images/" + Samples.Sha256Of(image);
        (string Name, Func<Task<HttpResponseMessage>> SendAsync)[] requests =
        [
            ("read", () => client.GetAsync(address, cancellationToken)),
            ("search", () => client.GetAsync("/v1/predictions?limit=5", cancellationToken)),
            ("delivery", () => client.PostAsync(PredictionBatch.Path, Delivery.Of([Samples.Of(image)], image).ToContent(), cancellationToken)),
        ];
        for (var number = 0; !cancellationToken.IsCancellationRequested; number++)
        {
            var (name, sendAsync) = requests[number % requests.Length];
            try
            {
                using var answer = await sendAsync();
                if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Accepted or HttpStatusCode.ServiceUnavailable))
                {
                    _wrong.Add($"{name} {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Token)}");
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                // The response ends early if the store fails while it sends an image.
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            Interlocked.Increment(ref _answers);
        }
    }

    private Task UntilMoreAsync()
    {
        var wanted = Volatile.Read(ref _answers) + PerFault;
        return Until.TrueAsync("more answers", () => Volatile.Read(ref _answers) >= wanted, Patience);
    }
}
