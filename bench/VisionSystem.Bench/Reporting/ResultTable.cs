using System.Text.Json.Nodes;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Bench.Reporting;

/// <summary>A table of results: label columns on the left, then one column per measurement.</summary>
/// <param name="title">Title of the table.</param>
/// <param name="labels">Headings of the columns that name a row.</param>
internal sealed class ResultTable(string title, params string[] labels)
{
    private readonly List<ResultRow> _rows = [];
    private readonly List<string> _columns = [];

    /// <summary>Adds a row; a column is added when a row first uses it.</summary>
    /// <param name="names">One value per label column.</param>
    public ResultRow Row(params string[] names)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(names.Length, labels.Length);
        var row = new ResultRow(this, names);
        _rows.Add(row);
        return row;
    }

    public void Write(TextWriter output)
    {
        output.WriteLine(title);
        var table = new TextTable([.. labels, .. _columns]);
        foreach (var row in _rows)
        {
            table.Add([.. row.Names, .. _columns.Select(column => row.Cells.TryGetValue(column, out var cell) ? cell.Text : "-")]);
        }

        table.Write(output);
        output.WriteLine();
    }

    public JsonObject ToJson()
    {
        var rows = new JsonArray();
        foreach (var row in _rows)
        {
            var json = new JsonObject();
            for (var i = 0; i < labels.Length; i++)
            {
                json[labels[i]] = row.Names[i];
            }

            foreach (var (column, cell) in row.Cells)
            {
                json[column] = cell.Json?.DeepClone();
            }

            rows.Add(json);
        }

        return new JsonObject { ["title"] = title, ["rows"] = rows };
    }

    internal void AddColumn(string column)
    {
        if (!_columns.Contains(column))
        {
            _columns.Add(column);
        }
    }
}

/// <summary>A row of a <see cref="ResultTable"/>.</summary>
internal sealed class ResultRow(ResultTable table, string[] names)
{
    public IReadOnlyList<string> Names => names;

    public Dictionary<string, Cell> Cells { get; } = [];

    /// <param name="column">The heading with its unit: <c>time, ms</c>.</param>
    /// <param name="samples">Printed as median and range.</param>
    public ResultRow With(string column, Samples samples) => Set(column, Cell.Of(samples));

    /// <inheritdoc cref="With(string, Samples)"/>
    public ResultRow With(string column, double value) => Set(column, Cell.Of(value));

    /// <inheritdoc cref="With(string, Samples)"/>
    public ResultRow With(string column, string text) => Set(column, Cell.Of(text));

    /// <inheritdoc cref="With(string, Samples)"/>
    public ResultRow With(string column, int value) => Set(column, Cell.Of(value));

    private ResultRow Set(string column, Cell cell)
    {
        table.AddColumn(column);
        Cells[column] = cell;
        return this;
    }
}
