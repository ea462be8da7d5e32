using System.Globalization;
using VisionSystem.Bench.Running;

namespace VisionSystem.Bench.Reporting;

/// <summary>The text of a report in a file, with the command and the date at its top.</summary>
internal static class ReportFile
{
    /// <summary>Makes the file's folder and opens the file for writing; what it holds stays. Nothing where there is no file.</summary>
    /// <exception cref="ReportFileException">One of them cannot be done.</exception>
    public static void Check(string? file)
    {
        if (file is not null)
        {
            Try(file, () =>
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
                File.Open(file, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
            });
        }
    }

    /// <summary>Replaces what the file held.</summary>
    /// <exception cref="ReportFileException">It cannot be written.</exception>
    public static void Write(string file, Action<TextWriter> write) => Try(file, () =>
    {
        using var output = new StreamWriter(file);
        write(output);
    });

    /// <summary>The line that says how and when the figures were taken.</summary>
    public static void WriteOrigin(TextWriter output, string name, BenchArguments arguments, DateTimeOffset begun)
    {
        var minutes = (TimeProvider.System.GetUtcNow() - begun).TotalMinutes;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{string.Join(' ', ["./vision bench", name, .. arguments.CommandLine])}, {begun:yyyy-MM-dd HH:mm} UTC, took {minutes:0.0} min"));
    }

    private static void Try(string file, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ReportFileException($"--out {file} cannot be written: {e.Message}");
        }
    }
}

/// <summary>The file of <c>--out</c> cannot be written; the message is for the user.</summary>
internal sealed class ReportFileException(string message) : Exception(message);
