namespace VisionSystem.Cli.Terminal;

/// <summary>Columns side by side, two blanks between them; texts are set left, numbers right.</summary>
internal sealed class TextTable(params string[] header)
{
    private readonly List<string[]> _rows = [header];

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Write(TextWriter output)
    {
        int[] widths = [.. Enumerable.Range(0, header.Length).Select(column => _rows.Max(row => row[column].Length))];
        foreach (var row in _rows)
        {
            var cells = row.Select((cell, column) => IsNumber(column) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            output.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }

    private bool IsNumber(int column) => _rows.Count > 1 && _rows.Skip(1).All(row => row[column] is ['-' or (>= '0' and <= '9'), ..]);
}
