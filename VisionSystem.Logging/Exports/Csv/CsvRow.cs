using System.Buffers;
using System.Globalization;
using System.Text;
using VisionSystem.Contracts;

namespace VisionSystem.Logging.Exports.Csv;

/// <summary>One row of comma-separated values, quoted as RFC 4180 says.</summary>
internal sealed class CsvRow
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    /// <summary>
    /// What spreadsheets take for the beginning of a formula, which could then call programs and send data away
    /// (https://owasp.org/www-community/attacks/CSV_Injection).
    /// </summary>
    private static readonly SearchValues<char> Formula = SearchValues.Create("=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20");

    private readonly StringBuilder _text = new();

    /// <summary>The row by now.</summary>
    public string Text => _text.ToString();

    /// <summary>Begins a row with fields that are written already.</summary>
    public CsvRow Begin(string head)
    {
        _text.Clear().Append(head);
        return this;
    }

    /// <summary>A text; one that looks like a formula is given an apostrophe, which spreadsheets do not show.</summary>
    public CsvRow Add(string? text)
    {
        Separate();
        var isFormula = text is [var first, ..] && Formula.Contains(first);
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

    /// <summary>An object: its class and its box, empty where there is none.</summary>
    public CsvRow Add(string name, int classId, float confidence, Box? box)
    {
        Add(name).Add(classId).Add(confidence);
        return box is { } edges ? Add(edges.X1).Add(edges.Y1).Add(edges.X2).Add(edges.Y2) : Skip(4);
    }

    /// <summary>So many fields with nothing in them.</summary>
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
