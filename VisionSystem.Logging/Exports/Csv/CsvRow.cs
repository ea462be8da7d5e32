using System.Buffers;
using System.Globalization;
using System.Text;
using VisionSystem.Contracts;

namespace VisionSystem.Logging.Exports.Csv;

/// <summary>One row of comma-separated values, quoted according to RFC 4180.</summary>
internal sealed class CsvRow
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    /// <summary>
    /// Characters that start a formula in spreadsheets. A formula can start programs and transmit data
    /// (https://owasp.org/www-community/attacks/CSV_Injection).
    /// </summary>
    private static readonly SearchValues<char> FormulaStart = SearchValues.Create("=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20");

    private readonly StringBuilder _text = new();

    /// <summary>The row written so far.</summary>
    public string Text => _text.ToString();

    /// <summary>Starts a row with formatted fields.</summary>
    public CsvRow Begin(string head)
    {
        _text.Clear().Append(head);
        return this;
    }

    /// <summary>Adds a text. A text that looks like a formula is prefixed with an apostrophe, which spreadsheets do not display.</summary>
    public CsvRow Add(string? text)
    {
        Separate();
        var isFormula = text is [var first, ..] && FormulaStart.Contains(first);
        if (isFormula || text.AsSpan().ContainsAny(Quoted))
        {
            _text.Append('"').Append(isFormula ? "'" : "").Append(text!.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }
        else
        {
            _text.Append(text);
        }

        return this;
    }

    public CsvRow Add(float number)
    {
        Separate();
        _text.Append(CultureInfo.InvariantCulture, $"{number}");
        return this;
    }

    public CsvRow Add(int number)
    {
        Separate();
        _text.Append(CultureInfo.InvariantCulture, $"{number}");
        return this;
    }

    /// <summary>Adds an object: its class, its confidence and its box, or empty fields without a box.</summary>
    public CsvRow Add(string name, int classId, float confidence, Box? box)
    {
        Add(name).Add(classId).Add(confidence);
        return box is { } edges ? Add(edges.X1).Add(edges.Y1).Add(edges.X2).Add(edges.Y2) : Skip(4);
    }

    /// <summary>Adds a number of empty fields.</summary>
    public CsvRow Skip(int fields)
    {
        _text.Append(',', fields);
        return this;
    }

    public string End() => _text.Append("\r\n").ToString();

    private void Separate()
    {
        if (_text.Length > 0)
        {
            _text.Append(',');
        }
    }
}
