using VisionSystem.Cli.Testing;

namespace VisionSystem.Tests.Cli;

/// <summary>Tests the summary of <c>./vision test</c>: the failed tests and the line with the counts.</summary>
public sealed class TestReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The results that xunit.v3 4.0.2 writes for two tests, one of them skipped, and a fixture whose disposal fails.</summary>
    [Fact]
    public async Task Names_what_failed_and_counts_the_fixtures_that_did()
    {
        var report = await ReadAsync("""
            {
              "reportFormat": "CTRF",
              "results": {
                "tool": { "name": "xUnit.net v3" },
                "extra": { "suites": [ { "filePath": "T.dll", "errors": [ { "name": "A", "type": "test-class-cleanup", "message": "Class fixture type 'Fix' threw in DisposeAsync", "trace": "at Fix.DisposeAsync()" } ] } ] },
                "summary": { "tests": 3, "passed": 1, "failed": 1, "pending": 0, "skipped": 1, "other": 1 },
                "tests": [
                  { "name": "A.Bad", "status": "failed", "duration": 7, "message": "Expected: 1\nActual:   2", "trace": "   at A.Bad() in T.cs:line 3" },
                  { "name": "A.Skipped", "status": "skipped", "duration": 0, "message": "no" },
                  { "name": "A.Good", "status": "passed", "duration": 13 }
                ]
              }
            }
            """);
        using var output = new StringWriter();
        report.Write(output);

        Assert.Equal(2, report.Failed);
        Assert.Equal(
            """
            A.Bad [FAIL]
              Expected: 1
              Actual:   2
                 at A.Bad() in T.cs:line 3
            A [FAIL]
              Class fixture type 'Fix' threw in DisposeAsync
              at Fix.DisposeAsync()
            1 passed, 2 failed, 1 skipped

            """,
            output.ToString());
    }

    [Fact]
    public async Task Refuses_a_report_that_was_cut_off() =>
        Assert.Contains("is not a report of the test runner", (await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync("{\"results\": {"))).Message, StringComparison.Ordinal);

    private async Task<TestReport> ReadAsync(string json)
    {
        var file = Path.Combine(_folder.Path, "report.json");
        await File.WriteAllTextAsync(file, json, TestContext.Current.CancellationToken);
        return await TestReport.ReadAsync(file, TestContext.Current.CancellationToken);
    }
}
