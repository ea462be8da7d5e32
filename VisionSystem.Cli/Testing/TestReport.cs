using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VisionSystem.Cli.Testing;

/// <summary>The displayed part of the test runner's report (https://ctrf.io).</summary>
internal sealed record TestReport(TestResults Results)
{
    private const int MaxMessageLines = 12;
    private const int MaxSlowTests = 10;

    private IEnumerable<TestFault> Faults => Results.Extra?.Suites.SelectMany(suite => suite.Errors) ?? [];

    /// <summary>The number of failed tests, fixtures and clean-ups.</summary>
    public int Failed => Results.Summary.Failed + Faults.Count();

    /// <summary>Reads a report.</summary>
    /// <exception cref="InvalidDataException">The file is not a report.</exception>
    public static async Task<TestReport> ReadAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        try
        {
            return (await JsonSerializer.DeserializeAsync(stream, TestReportJson.Default.TestReport, cancellationToken))!;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file} is not a report of the test runner: {e.Message}", e);
        }
    }

    /// <summary>
    /// Writes the slowest tests, then all failed tests with the first lines of their messages, then one line with the counts.
    /// </summary>
    public void Write(TextWriter output)
    {
        if (Results.Tests.Count > MaxSlowTests)
        {
            output.WriteLine("Slowest tests:");
            foreach (var test in Results.Tests.OrderByDescending(test => test.Duration).Take(MaxSlowTests))
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{test.Duration / 1000.0,8:F1} s  {test.Name}"));
            }
        }

        foreach (var (name, message, trace) in Results.Tests.Where(test => test.Status == "failed").Concat(Faults).Select(fault => (fault.Name, fault.Message, fault.Trace)))
        {
            output.WriteLine($"{name} [FAIL]");
            foreach (var line in $"{message}\n{trace}".Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(MaxMessageLines))
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

/// <summary>A test, or a failure outside tests.</summary>
/// <param name="Name">The display name.</param>
/// <param name="Status"><c>passed</c>, <c>failed</c>, <c>skipped</c>, …</param>
/// <param name="Message">The reason for the failure.</param>
/// <param name="Trace">The stack trace.</param>
/// <param name="Duration">The duration in milliseconds.</param>
internal sealed record TestFault(string Name, string? Status, string? Message, string? Trace, long Duration = 0);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TestReport))]
internal sealed partial class TestReportJson : JsonSerializerContext;
