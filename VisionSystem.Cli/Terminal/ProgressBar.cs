using System.Globalization;
using Spectre.Console;

namespace VisionSystem.Cli.Terminal;

/// <summary>
/// Progress on standard error: an animated bar on a terminal, otherwise a line at intervals. Drawn only by calls that report
/// progress, so that no background thread is needed. Thread-safe.
/// </summary>
internal sealed class ProgressBar : IDisposable
{
    private const int Width = 30;

    private static readonly TimeSpan MovingInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StandardLineInterval = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly CommandConsole _console;
    private readonly Func<double, string> _amount;
    private readonly string _unit;
    private readonly TimeSpan _interval;
    private readonly long _started;
    private readonly LiveBar? _live;
    private long _shown;
    private long _first = -1;
    private long _done;
    private long _shownDone = -1;
    private long? _total;

    /// <param name="console">The output of the progress.</param>
    /// <param name="amount">The format of an amount.</param>
    /// <param name="unit">The suffix of amounts.</param>
    /// <param name="lineInterval">Time between lines without a terminal; two seconds by default.</param>
    public ProgressBar(CommandConsole console, Func<double, string> amount, string unit = "", TimeSpan? lineInterval = null)
    {
        (_console, _amount, _unit) = (console, amount, unit);
        _live = console.IsTerminal ? new LiveBar(console) : null;
        _interval = console.IsTerminal ? MovingInterval : lineInterval ?? StandardLineInterval;
        _started = _shown = console.Time.GetTimestamp();
    }

    /// <summary>Reports progress.</summary>
    /// <param name="done">The completed amount; the first report is the start of this run.</param>
    /// <param name="total">The total amount; null if unknown.</param>
    public void Report(long done, long? total)
    {
        lock (_lock)
        {
            (_done, _total) = (done, total);
            _first = _first < 0 ? done : _first;
            if (_console.Time.GetElapsedTime(_shown) >= _interval)
            {
                Show();
            }
        }
    }

    /// <summary>Reports one further completed item.</summary>
    public void Step(long total)
    {
        lock (_lock)
        {
            _first = 0;
            Report(_done + 1, total);
        }
    }

    /// <summary>Writes a line above the bar.</summary>
    public void Note(string line)
    {
        lock (_lock)
        {
            if (_live is null)
            {
                _console.Error.WriteLine(line);
            }
            else
            {
                _live.Note(line);
            }
        }
    }

    /// <summary>Shows the final progress and ends the line.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_done != _shownDone && _first >= 0)
            {
                Show();
            }

            _live?.Dispose();
        }
    }

    private void Show()
    {
        (_shown, _shownDone) = (_console.Time.GetTimestamp(), _done);
        if (_live is null)
        {
            _console.Error.WriteLine(_total is > 0 and var total ? $"{Bar(total)} {Amounts()}" : Amounts());
        }
        else
        {
            _live.Show(_done, _total, Amounts());
        }
    }

    private string Bar(long total)
    {
        var part = Math.Clamp(_done / (double)total, 0, 1);
        var filled = (int)(part * Width);
        return string.Create(CultureInfo.InvariantCulture, $"[{new string('#', filled)}{new string('.', Width - filled)}] {part * 100,3:0} % ");
    }

    private string Amounts()
    {
        var rate = (_done - _first) / Math.Max(_console.Time.GetElapsedTime(_started).TotalSeconds, 1e-3);
        if (_total is not (> 0 and var total))
        {
            return $"{_amount(_done)}{_unit}, {_amount(rate)}{_unit}/s";
        }

        var left = rate > 0 && _done < total ? $", {TimeSpan.FromSeconds(Math.Min((total - _done) / rate, 359_999)):hh\\:mm\\:ss} left" : "";
        return $"{_amount(_done)} of {_amount(total)}{_unit}, {_amount(rate)}{_unit}/s{left}";
    }

    /// <summary>The animated bar on a terminal.</summary>
    private sealed class LiveBar : IDisposable
    {
        private readonly IAnsiConsole _terminal;
        private readonly TaskCompletionSource _end = new();
        private readonly Task _drawing;
        private ProgressContext _context = null!;
        private ProgressTask _task = null!;

        public LiveBar(CommandConsole console)
        {
            _terminal = console.Terminal();
            _drawing = new Progress(_terminal, console.Time) { AutoRefresh = false, ExcludeVerticalPadding = true }
                .Columns(new ProgressBarColumn { Width = Width }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
                .StartAsync(context =>
                {
                    (_context, _task) = (context, context.AddTask("…", new ProgressTaskSettings { MaxValue = 1 }));
                    return _end.Task;
                });
        }

        public void Show(long done, long? total, string amounts)
        {
            _task.IsIndeterminate = total is null;
            _task.MaxValue = Math.Max(total ?? done, 1);
            _task.Value = done;
            _task.Description = Markup.Escape(amounts);
            _context.Refresh();
        }

        public void Note(string line) => _terminal.WriteLine(line);

        public void Dispose()
        {
            _end.SetResult();
            _drawing.GetAwaiter().GetResult();
        }
    }
}
