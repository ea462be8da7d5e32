using System.Buffers;
using System.Globalization;
using System.Text;

namespace VisionSystem.Vision.Models;

/// <summary>
/// Parses the Python literals that exporters write into ONNX metadata (<c>{0: 'person', 1: "driver's seat"}</c>, <c>[640,
/// 640]</c>, <c>True</c>): dictionaries, lists, tuples, strings, numbers, booleans and None. Nothing is evaluated. Grammar:
/// Python language reference, "Literals".
/// </summary>
internal ref struct PythonLiteral
{
    private const int MaxDepth = 16;
    private static readonly SearchValues<char> WordEnd = SearchValues.Create(",:]}) \t\r\n");
    private readonly ReadOnlySpan<char> _text;
    private int _position;
    private int _depth;

    private PythonLiteral(ReadOnlySpan<char> text) => _text = text;

    /// <summary>
    /// Parses a literal to <c>Dictionary&lt;object, object?&gt;</c>, <c>List&lt;object?&gt;</c>, string, long, double, bool
    /// or null; returns false for any other text.
    /// </summary>
    public static bool TryParse(string text, out object? value)
    {
        var reader = new PythonLiteral(text);
        if (reader.TryValue(out value))
        {
            reader.SkipSpace();
            return reader._position == text.Length;
        }

        return false;
    }

    private bool TryValue(out object? value)
    {
        value = null;
        SkipSpace();
        if (_position >= _text.Length || _depth >= MaxDepth)
        {
            return false;
        }

        _depth++;
        var read = _text[_position] switch
        {
            '{' => TryDictionary(out value),
            '[' => TryList(']', out value),
            '(' => TryList(')', out value),
            '\'' or '"' => TryString(out value),
            _ => TryWord(out value),
        };
        _depth--;
        return read;
    }

    private bool TryDictionary(out object? value)
    {
        var entries = new Dictionary<object, object?>();
        value = entries;
        _position++;
        while (!TryConsume('}'))
        {
            if (!TryValue(out var key) || key is null || !TryConsume(':') || !TryValue(out var entry))
            {
                return false;
            }

            entries[key] = entry;
            if (!TryConsume(',') && !Peek('}'))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryList(char close, out object? value)
    {
        var items = new List<object?>();
        value = items;
        _position++;
        while (!TryConsume(close))
        {
            if (!TryValue(out var item))
            {
                return false;
            }

            items.Add(item);
            if (!TryConsume(',') && !Peek(close))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryString(out object? value)
    {
        var quote = _text[_position++];
        var built = new StringBuilder();
        while (_position < _text.Length && _text[_position] != quote)
        {
            var next = _text[_position++];
            if (next == '\\')
            {
                if (!TryEscape(out next))
                {
                    break;
                }
            }

            built.Append(next);
        }

        value = built.ToString();
        return _position < _text.Length && _text[_position++] == quote;
    }

    private bool TryEscape(out char escaped)
    {
        escaped = '\0';
        if (_position >= _text.Length)
        {
            return false;
        }

        var letter = _text[_position++];
        var digits = letter switch { 'x' => 2, 'u' => 4, _ => 0 };
        if (digits > 0)
        {
            if (_position + digits > _text.Length
                || !ushort.TryParse(_text.Slice(_position, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                return false;
            }

            _position += digits;
            escaped = (char)code;
            return true;
        }

        escaped = letter switch { 'n' => '\n', 't' => '\t', 'r' => '\r', _ => letter };
        return true;
    }

    private bool TryWord(out object? value)
    {
        var rest = _text[_position..];
        var end = rest.IndexOfAny(WordEnd);
        var word = end < 0 ? rest : rest[..end];
        _position += word.Length;
        value = word switch
        {
            "True" => true,
            "False" => false,
            _ => long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole
                : double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
        };
        return value is not null || word is "None";
    }

    private bool TryConsume(char expected)
    {
        if (!Peek(expected))
        {
            return false;
        }

        _position++;
        return true;
    }

    private bool Peek(char expected)
    {
        SkipSpace();
        return _position < _text.Length && _text[_position] == expected;
    }

    private void SkipSpace()
    {
        while (_position < _text.Length && char.IsWhiteSpace(_text[_position]))
        {
            _position++;
        }
    }
}
