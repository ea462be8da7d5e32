using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using VisionSystem.Bench.Data;
using VisionSystem.Bench.Running;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Bench.Reporting;

/// <summary>
/// The result of one benchmark: printed to standard output with a description of the machine, and written as text to the file of
/// <c>--out</c> and as JSON to <c>.vision/bench/NAME.json</c> (<c>NAME-quick.json</c> with <c>--quick</c>). Progress is printed
/// to standard error.
/// </summary>
internal sealed class Report
{
    /// <summary>Exit code of a benchmark with a missed goal.</summary>
    public const int GoalMissed = 2;

    /// <summary>Exit code of a benchmark with a contestant that was not measured.</summary>
    public const int Incomplete = 3;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Machine _machine = Machine.Describe();
    private readonly DateTimeOffset _begun = TimeProvider.System.GetUtcNow();
    private readonly string _name;
    private readonly string _subject;
    private readonly BenchArguments _arguments;
    private readonly JsonObject _settings = [];
    private readonly List<ResultTable> _tables = [];
    private readonly List<string> _notes = [];
    private readonly List<Goal> _goals = [];
    private readonly List<string> _notMeasured = [];

    /// <param name="name">The benchmark's name.</param>
    /// <param name="subject">Description of the measurement.</param>
    /// <param name="arguments">The command-line options.</param>
    /// <exception cref="ReportFileException">The file of <c>--out</c> cannot be written; reported before the measurement.</exception>
    public Report(string name, string subject, BenchArguments arguments)
    {
        (_name, _subject, _arguments) = (name, subject, arguments);
        ReportFile.Check(arguments.Out);
    }

    /// <summary>
    /// 0, <see cref="GoalMissed"/> or <see cref="Incomplete"/>. The last takes precedence, because a goal relative to an unmeasured
    /// contestant is neither reached nor missed.
    /// </summary>
    public int ExitCode => _notMeasured.Count > 0 ? Incomplete : _goals.TrueForAll(goal => goal.IsReached) ? 0 : GoalMissed;

    /// <summary>Prints the current step to standard error, for steps of more than two seconds.</summary>
    public static void Progress(string step) => Console.Error.WriteLine("  " + step);

    /// <summary>Adds a setting that influences the results.</summary>
    public void Setting(string setting, string value) => _settings[setting] = value;

    /// <summary>Adds a measured value that influences the results.</summary>
    public void Setting(string setting, Samples samples, string unit) => Setting(setting, $"{Cell.Of(samples).Text} {unit}");

    /// <summary>Adds a table; tables are printed in the order of these calls.</summary>
    public ResultTable Table(string title, params string[] labels)
    {
        var table = new ResultTable(title, labels);
        _tables.Add(table);
        return table;
    }

    /// <summary>Adds a sentence below the tables, on the method or the limits of a measurement.</summary>
    public void Note(string sentence) => _notes.Add(sentence);

    /// <summary>Reports an unmeasured contestant: immediately, at the top and the end of the report, and by the exit code.</summary>
    /// <param name="contestant">The contestant and the case.</param>
    /// <param name="reason">The reason, and if possible the remedy.</param>
    public void NotMeasured(string contestant, string reason)
    {
        var line = $"NOT MEASURED: {contestant}: {reason.TrimEnd('.')}.";
        Progress(line);
        _notMeasured.Add(line);
    }

    public void AtLeast(string goal, double value, double limit) => _goals.Add(new Goal(goal, value, Min: limit));

    public void AtMost(string goal, double value, double limit) => _goals.Add(new Goal(goal, value, Max: limit));

    public void Between(string goal, double value, double min, double max) => _goals.Add(new Goal(goal, value, min, max));

    /// <summary>Prints the report and writes the files; returns the exit code.</summary>
    public int Publish()
    {
        Write(Console.Out);
        Console.Out.WriteLine($"JSON: {Path.GetRelativePath(Environment.CurrentDirectory, Save())}");
        if (_arguments.Out is { } file)
        {
            ReportFile.Write(file, Write);
            Console.Out.WriteLine($"Text: {Path.GetRelativePath(Environment.CurrentDirectory, file)}");
        }

        return ExitCode;
    }

    /// <summary>Writes the current results as JSON, so that a stopped benchmark preserves them; returns the path of the file.</summary>
    public string Save()
    {
        var file = Path.Combine(BenchFiles.Output, $"{_name}{(_arguments.Quick ? "-quick" : "")}.json");
        File.WriteAllText(file, ToJson().ToJsonString(Indented));
        return file;
    }

    /// <summary>Writes the text of the report.</summary>
    internal void Write(TextWriter output)
    {
        output.WriteLine($"{_name}: {_subject}");
        ReportFile.WriteOrigin(output, _name, _arguments, _begun);
        _notMeasured.ForEach(output.WriteLine);
        _machine.Write(output);
        foreach (var (setting, value) in _settings)
        {
            output.WriteLine($"{setting}: {value}");
        }

        output.WriteLine();
        _tables.ForEach(table => table.Write(output));
        if (_goals.Count > 0)
        {
            output.WriteLine("Goals");
            var table = new TextTable("", "measured", "goal", "");
            _goals.ForEach(goal => table.Add(goal.Name, Cell.Format(goal.Value), goal.Limit, goal.IsReached ? "reached" : "MISSED"));
            table.Write(output);
            output.WriteLine();
        }

        _notes.ForEach(output.WriteLine);
        _notMeasured.ForEach(output.WriteLine);
    }

    private JsonObject ToJson() => new()
    {
        ["benchmark"] = _name,
        ["subject"] = _subject,
        ["options"] = string.Join(' ', _arguments.CommandLine),
        ["begun_at"] = _begun.ToString("O"),
        ["machine"] = _machine.ToJson(),
        ["settings"] = _settings.DeepClone(),
        ["tables"] = new JsonArray([.. _tables.Select(table => table.ToJson())]),
        ["goals"] = new JsonArray([.. _goals.Select(goal => goal.ToJson())]),
        ["not_measured"] = new JsonArray([.. _notMeasured.Select(line => JsonValue.Create(line))]),
        ["notes"] = new JsonArray([.. _notes.Select(note => JsonValue.Create(note))]),
    };
}
