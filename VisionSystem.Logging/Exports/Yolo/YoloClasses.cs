using System.Globalization;
using System.Text;

namespace VisionSystem.Logging.Exports.Yolo;

/// <summary>
/// The class numbers of a YOLO data set. A class has the number that its model gives it, so that the model can go on learning
/// from the data set; where another class has that already, or no model knows the class, it has the next free one.
/// </summary>
internal sealed class YoloClasses
{
    /// <summary>A model's labels are fewer; an id beyond is no place in a list of names.</summary>
    private const int HighestClassId = 9999;

    private readonly Dictionary<string, int> _numbers = [];
    private readonly Dictionary<int, string> _names = [];

    public int NumberOf(string name, int classId)
    {
        if (!_numbers.TryGetValue(name, out var number))
        {
            number = classId is >= 0 and <= HighestClassId && !_names.ContainsKey(classId) ? classId : Free();
            _numbers[name] = number;
            _names[number] = name;
        }

        return number;
    }

    /// <summary>The <c>data.yaml</c> of the data set: numbers that no object has are called <c>class_N</c>, for trainers want all of them.</summary>
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

    /// <summary>From the end, since the low numbers are those that models give.</summary>
    private int Free()
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
