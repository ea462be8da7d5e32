using System.Text.RegularExpressions;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Tests.Cli;

public sealed partial class ProgressBarTests : IDisposable
{
    private readonly StringWriter _error = new();
    private readonly SteppedTime _time = new();

    [Fact]
    public void Writes_a_line_every_two_seconds_without_a_terminal()
    {
        using (var bar = new ProgressBar(Console(isTerminal: false), Quantity.Bytes))
        {
            for (var second = 0; second <= 5; second++)
            {
                bar.Report(second * 1_000_000, 10_000_000);
                _time.Advance(TimeSpan.FromSeconds(1));
            }
        }

        var lines = _error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Contains("2.0 MB of 10.0 MB, 1.0 MB/s, 00:00:08 left", lines[0]);
        Assert.DoesNotContain('\r', _error.ToString());
    }

    [Fact]
    public void Moves_a_bar_on_one_line_of_a_terminal()
    {
        using (var bar = new ProgressBar(Console(isTerminal: true), Quantity.Count, " photos"))
        {
            bar.Step(4);
            _time.Advance(TimeSpan.FromSeconds(1));
            bar.Step(4);
            bar.Note("a note");
            _time.Advance(TimeSpan.FromSeconds(1));
            bar.Step(4);
        }

        var text = _error.ToString();
        Assert.Contains(" 50% 2 of 4 photos, 2 photos/s, 00:00:01 left", Plain().Replace(text, ""), StringComparison.Ordinal);
        Assert.Contains('\r', text);
        Assert.EndsWith("\u001b[?25h", text, StringComparison.Ordinal); // the cursor is visible again
        Assert.Contains("a note" + Environment.NewLine, Plain().Replace(text, ""), StringComparison.Ordinal);
        Assert.EndsWith(Environment.NewLine, Plain().Replace(text, ""), StringComparison.Ordinal);
    }

    [Fact]
    public void Computes_the_rate_of_a_resumed_download_from_its_start_offset()
    {
        using (var bar = new ProgressBar(Console(isTerminal: false), Quantity.Bytes))
        {
            bar.Report(5_000_000, null);
            _time.Advance(TimeSpan.FromSeconds(2));
            bar.Report(6_000_000, null);
        }

        Assert.StartsWith("6.0 MB, 500 kB/s", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_in_a_pipe_has_one_line_a_row_however_long_it_is()
    {
        var table = new TextTable("NAME", "SIZE", "DESCRIPTION");
        var description = string.Join(' ', Enumerable.Repeat("[long] text", 40));
        table.Add("a", "7", "short");
        table.Add("longer", "12", description);

        table.Write(_error);

        Assert.Equal(
            $"NAME    SIZE  DESCRIPTION{Environment.NewLine}a          7  short{Environment.NewLine}longer    12  {description}{Environment.NewLine}", _error.ToString());
    }

    public void Dispose() => _error.Dispose();

    /// <summary>Matches cursor movements and colours (ECMA-48, control sequences).</summary>
    [GeneratedRegex("\u001b\\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Plain();

    private CommandConsole Console(bool isTerminal) => new(TextWriter.Null, _error, isTerminal, _time);

    private sealed class SteppedTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;
    }
}
