using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using VisionSystem.Bench.Data;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Bench.Reporting;

/// <summary>
/// The outcome of one benchmark: printed on standard output with the machine it ran on, and written to
/// <c>.vision/bench/NAME.json</c>. Progress goes to standard error.
/// </summary>
/// <param name="name">The benchmark's name.</param>
/// <param name="subject">A sentence on what is measured and how.</param>
internal sealed class Report(string name, string subject)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Machine _machine = Machine.Describe();
    private readonly DateTimeOffset _begun = TimeProvider.System.GetUtcNow();
    private readonly JsonObject _settings = [];
    private readonly List<ResultTable> _tables = [];
    private readonly List<string> _notes = [];
    private readonly List<Goal> _goals = [];

    /// <summary>Whether every goal was reached.</summary>
    public bool AllReached => _goals.TrueForAll(goal => goal.IsReached);

    /// <summary>Says on standard error what is being done, for work of more than two seconds.</summary>
    public static void Progress(string what) => Console.Error.WriteLine("  " + what);

    /// <summary>A setting that shaped the figures.</summary>
    public void Setting(string setting, string value) => _settings[setting] = value;

    /// <summary>A figure that shaped the others.</summary>
    public void Setting(string setting, Samples samples, string unit) => Setting(setting, $"{Cell.Of(samples).Text} {unit}");

    /// <summary>A further table, printed in the order of these calls.</summary>
    public ResultTable Table(string title, params string[] labels)
    {
        var table = new ResultTable(title, labels);
        _tables.Add(table);
        return table;
    }

    /// <summary>A sentence below the tables: what was left out, what limits a figure.</summary>
    public void Note(string sentence) => _notes.Add(sentence);

    public void AtLeast(string goal, double value, double limit) => _goals.Add(new Goal(goal, value, Least: limit));

    public void AtMost(string goal, double value, double limit) => _goals.Add(new Goal(goal, value, Most: limit));

    public void Between(string goal, double value, double least, double most) => _goals.Add(new Goal(goal, value, least, most));

    /// <summary>Prints all of it and writes the JSON.</summary>
    public void Publish()
    {
        Write(Console.Out);
        Console.Out.WriteLine($"JSON: {Path.GetRelativePath(Environment.CurrentDirectory, Save())}");
    }

    /// <summary>Writes the JSON as it stands, so that a long benchmark that is stopped keeps what it has; the file.</summary>
    public string Save()
    {
        var file = Path.Combine(BenchFiles.Output, name + ".json");
        File.WriteAllText(file, ToJson().ToJsonString(Indented));
        return file;
    }

    private void Write(TextWriter output)
    {
        output.WriteLine($"{name}: {subject}");
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
    }

    private JsonObject ToJson() => new()
    {
        ["benchmark"] = name,
        ["subject"] = subject,
        ["begun_at"] = _begun.ToString("O"),
        ["machine"] = _machine.ToJson(),
        ["settings"] = _settings.DeepClone(),
        ["tables"] = new JsonArray([.. _tables.Select(table => table.ToJson())]),
        ["goals"] = new JsonArray([.. _goals.Select(goal => goal.ToJson())]),
        ["notes"] = new JsonArray([.. _notes.Select(note => JsonValue.Create(note))]),
    };
}
