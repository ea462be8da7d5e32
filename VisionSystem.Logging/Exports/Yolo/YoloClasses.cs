using System.Globalization;
using System.Text;

namespace VisionSystem.Logging.Exports.Yolo;

/// <summary>
/// Assigns class numbers in a YOLO data set. A class keeps its id in the model, so that the data set can be used to fine-tune the
/// model. If another class has that number, or no model has the class, it receives the next free number.
/// </summary>
internal sealed class YoloClasses
{
    /// <summary>An upper bound of class ids, which exceeds the number of labels of any model. It limits the length of <c>data.yaml</c>.</summary>
    private const int HighestClassId = 9999;

    private readonly Dictionary<string, int> _numbers = [];
    private readonly Dictionary<int, string> _names = [];

    public int NumberOf(string name, int classId)
    {
        if (!_numbers.TryGetValue(name, out var number))
        {
            number = classId is >= 0 and <= HighestClassId && !_names.ContainsKey(classId) ? classId : NextFreeNumber();
            _numbers[name] = number;
            _names[number] = name;
        }

        return number;
    }

    /// <summary>Returns the <c>data.yaml</c> of the data set. Unused numbers are named <c>class_N</c>, because trainers require a name for each number.</summary>
    public string ToYaml()
    {
        var count = _names.Count == 0 ? 0 : _names.Keys.Max() + 1;
        var yaml = new StringBuilder("path: .\ntrain: images\nval: images\n")
            .Append(CultureInfo.InvariantCulture, $"nc: {count}\nnames:{(count == 0 ? " {}" : "")}\n");
        for (var number = 0; number < count; number++)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"  {number}: {Quote(_names.GetValueOrDefault(number, $"class_{number}"))}\n");
        }

        return yaml.ToString();
    }

    /// <summary>Returns a number after the highest in use, because models use the low numbers.</summary>
    private int NextFreeNumber()
    {
        var number = _names.Count == 0 ? 0 : _names.Keys.Max() + 1;
        while (_names.ContainsKey(number))
        {
            number++;
        }

        return number;
    }

    /// <summary>A double-quoted scalar (YAML 1.2, 7.3.1).</summary>
    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' or '\\' => quoted.Append('\\').Append(character),
                < ' ' or '\u007F' or '\u0085' or '\u2028' or '\u2029' or '\uFEFF' => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => quoted.Append(character),
            };
        }

        return quoted.Append('"').ToString();
    }
}
