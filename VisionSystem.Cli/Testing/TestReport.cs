using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VisionSystem.Cli.Testing;

/// <summary>What the test runner reports (https://ctrf.io), as far as it is shown.</summary>
internal sealed record TestReport(TestResults Results)
{
    private const int LongestMessage = 12;
    private const int SlowestShown = 10;

    private IEnumerable<TestFault> Faults => Results.Extra?.Suites.SelectMany(suite => suite.Errors) ?? [];

    /// <summary>How many tests failed, and how many fixtures and clean-ups.</summary>
    public int Failed => Results.Summary.Failed + Faults.Count();

    /// <exception cref="InvalidDataException">It is no report.</exception>
    public static async Task<TestReport> ReadAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        try
        {
            return (await JsonSerializer.DeserializeAsync(stream, TestReportJson.Default.TestReport, cancellationToken))!;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file} is no report of the test runner: {e.Message}", e);
        }
    }

    /// <summary>
    /// The slowest tests, then once more and together each test that failed, with the head of what it said. The last line has the
    /// counts.
    /// </summary>
    public void Write(TextWriter output)
    {
        if (Results.Tests.Count > SlowestShown)
        {
            output.WriteLine("Slowest tests:");
            foreach (var test in Results.Tests.OrderByDescending(test => test.Duration).Take(SlowestShown))
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{test.Duration / 1000.0,8:F1} s  {test.Name}"));
            }
        }

        foreach (var (name, message, trace) in Results.Tests.Where(test => test.Status == "failed").Concat(Faults).Select(fault => (fault.Name, fault.Message, fault.Trace)))
        {
            output.WriteLine($"{name} [FAIL]");
            foreach (var line in $"{message}\n{trace}".Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(LongestMessage))
            {
                output.WriteLine("  " + line);
            }
        }

        output.WriteLine($"{Results.Summary.Passed} passed, {Failed} failed, {Results.Summary.Skipped} skipped");
    }
}

internal sealed record TestResults(TestSummary Summary, IReadOnlyList<TestFault> Tests, TestExtra? Extra);

internal sealed record TestSummary(int Passed, int Failed, int Skipped);

internal sealed record TestExtra(IReadOnlyList<TestSuite> Suites);

internal sealed record TestSuite(IReadOnlyList<TestFault> Errors);

/// <summary>A test, or what failed around tests.</summary>
/// <param name="Name">Its display name.</param>
/// <param name="Status"><c>passed</c>, <c>failed</c>, <c>skipped</c>, …</param>
/// <param name="Message">Why it failed.</param>
/// <param name="Trace">Where.</param>
/// <param name="Duration">How long it ran, in milliseconds.</param>
internal sealed record TestFault(string Name, string? Status, string? Message, string? Trace, long Duration = 0);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TestReport))]
internal sealed partial class TestReportJson : JsonSerializerContext;
