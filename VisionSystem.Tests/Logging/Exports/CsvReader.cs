using System.Text;

namespace VisionSystem.Tests.Logging.Exports;

/// <summary>Reads comma-separated values strictly by the grammar of RFC 4180, section 2.</summary>
internal static class CsvReader
{
    public static List<List<string>> Read(string text)
    {
        List<List<string>> rows = [];
        var at = 0;
        while (at < text.Length)
        {
            List<string> row = [];
            rows.Add(row);
            while (true)
            {
                row.Add(Field(text, ref at));
                if (at < text.Length && text[at] == ',')
                {
                    at++;
                    continue;
                }

                Assert.Equal("\r\n", text.Substring(at, 2));
                at += 2;
                break;
            }
        }

        return rows;
    }

    private static string Field(string text, ref int at)
    {
        if (text[at] != '"')
        {
            var end = text.AsSpan(at).IndexOfAny(",\r\n\"");
            Assert.True(end >= 0 && text[at + end] is ',' or '\r', $"a bare field ends wrongly at {at}");
            at += end;
            return text[(at - end)..at];
        }

        var field = new StringBuilder();
        for (at++; text[at] != '"' || (at + 1 < text.Length && text[at + 1] == '"'); at++)
        {
            at += text[at] == '"' ? 1 : 0;
            field.Append(text[at]);
        }

        at++;
        return field.ToString();
    }
}
