using System.Globalization;

namespace VisionSystem.Cli.Terminal;

/// <summary>
/// Progress on standard error: a moving bar where a person watches, else a line every two seconds or as told. Thread-safe.
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
    private long _shown;
    private long _first = -1;
    private long _done;
    private long _shownDone = -1;
    private long? _total;
    private int _drawn;

    /// <param name="console">Where to.</param>
    /// <param name="amount">Writes an amount.</param>
    /// <param name="unit">What is written behind amounts.</param>
    /// <param name="lineInterval">Time between lines where nobody watches.</param>
    public ProgressBar(CommandConsole console, Func<double, string> amount, string unit = "", TimeSpan? lineInterval = null)
    {
        (_console, _amount, _unit) = (console, amount, unit);
        _interval = console.IsTerminal ? MovingInterval : lineInterval ?? StandardLineInterval;
        _started = _shown = console.Time.GetTimestamp();
    }

    /// <param name="done">How much is done; the first report is where this run began.</param>
    /// <param name="total">How much there is, where that is known.</param>
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

    /// <summary>One more is done.</summary>
    public void Step(long total)
    {
        lock (_lock)
        {
            _first = 0;
            Report(_done + 1, total);
        }
    }

    /// <summary>Writes a line without breaking the bar.</summary>
    public void Note(string line)
    {
        lock (_lock)
        {
            Erase();
            _console.Error.WriteLine(line);
        }
    }

    /// <summary>Shows where it ended and goes to the next line.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_done != _shownDone && _first >= 0)
            {
                Show();
            }

            if (_drawn > 0)
            {
                _console.Error.WriteLine();
                _drawn = 0;
            }
        }
    }

    private void Show()
    {
        (_shown, _shownDone) = (_console.Time.GetTimestamp(), _done);
        var line = Line();
        if (_console.IsTerminal)
        {
            _console.Error.Write('\r' + line.PadRight(_drawn));
            _drawn = line.Length;
        }
        else
        {
            _console.Error.WriteLine(line);
        }
    }

    private void Erase()
    {
        if (_drawn > 0)
        {
            _console.Error.Write('\r' + new string(' ', _drawn) + '\r');
            _drawn = 0;
        }
    }

    private string Line()
    {
        var seconds = Math.Max(_console.Time.GetElapsedTime(_started).TotalSeconds, 1e-3);
        var rate = (_done - _first) / seconds;
        if (_total is not (> 0 and var total))
        {
            return $"{_amount(_done)}{_unit}, {_amount(rate)}{_unit}/s";
        }

        var part = Math.Clamp(_done / (double)total, 0, 1);
        var filled = (int)(part * Width);
        var left = rate > 0 && _done < total ? $", {TimeSpan.FromSeconds(Math.Min((total - _done) / rate, 359_999)):hh\\:mm\\:ss} left" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"[{new string('#', filled)}{new string('.', Width - filled)}] {part * 100,3:0} %  {_amount(_done)} of {_amount(total)}{_unit}, {_amount(rate)}{_unit}/s{left}");
    }
}
