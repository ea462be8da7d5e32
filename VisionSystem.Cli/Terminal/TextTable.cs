using Spectre.Console;
using VisionSystem.ServiceDefaults.Telemetry;

namespace VisionSystem.Cli.Terminal;

/// <summary>
/// A table with columns separated by two blanks, texts left-aligned and numbers right-aligned. A terminal gets bold headings and
/// wrapped lines; a pipe or a file gets one line for each row, for scripts.
/// </summary>
internal sealed class TextTable(params string[] header)
{
    private const int Unlimited = 100_000;

    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row. Cells may contain client input: characters that control the terminal are escaped.</summary>
    public void Add(params string[] cells) => _rows.Add([.. cells.Select(EscapedText.Of)]);

    public void Write(TextWriter output)
    {
        if (new AnsiConsoleOutput(output).IsTerminal)
        {
            AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) }).Write(Build());
            return;
        }

        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        console.Profile.Width = Unlimited;
        console.Write(Build());
        foreach (var line in text.ToString().TrimEnd('\r', '\n').Split('\n'))
        {
            output.WriteLine(line.TrimEnd());
        }
    }

    private Table Build()
    {
        var table = new Table { Border = TableBorder.None };
        foreach (var (column, title) in header.Index())
        {
            table.AddColumn(new TableColumn(new Text(title, new Style(decoration: Decoration.Bold)))
            {
                Alignment = IsNumber(column) ? Justify.Right : Justify.Left,
                Padding = new Padding(0, 0, column < header.Length - 1 ? 2 : 0, 0),
            });
        }

        _rows.ForEach(row => table.AddRow(row.Select(cell => new Text(cell))));
        return table;
    }

    private bool IsNumber(int column) => _rows.Count > 0 && _rows.All(row => row[column] is ['-' or (>= '0' and <= '9'), ..]);
}
