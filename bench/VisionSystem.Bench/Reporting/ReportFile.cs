using System.Globalization;
using VisionSystem.Bench.Running;

namespace VisionSystem.Bench.Reporting;

/// <summary>The text file of a report, with the command and the date at its top.</summary>
internal static class ReportFile
{
    /// <summary>Creates the folder of the file and checks that the file is writable. Keeps its content; does nothing for null.</summary>
    /// <exception cref="ReportFileException">The folder or the file is not writable.</exception>
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

    /// <summary>Replaces the content of the file.</summary>
    /// <exception cref="ReportFileException">The file is not writable.</exception>
    public static void Write(string file, Action<TextWriter> write) => Try(file, () =>
    {
        using var output = new StreamWriter(file);
        write(output);
    });

    /// <summary>Writes the line with the command, the date and the duration.</summary>
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

/// <summary>The file of <c>--out</c> cannot be written. The message addresses the user.</summary>
internal sealed class ReportFileException(string message) : Exception(message);
