using System.Diagnostics;

namespace VisionSystem.Tests.Servers;

/// <summary>The last lines that a process wrote, for a failure that has to be explained. Thread-safe.</summary>
internal sealed class OutputTail
{
    private const int Most = 200;

    private readonly Queue<string> _lines = new();

    /// <summary>Reads what the process writes from now on; its output has to be redirected.</summary>
    public void Follow(Process process)
    {
        process.OutputDataReceived += Note;
        process.BeginOutputReadLine();
        if (process.StartInfo.RedirectStandardError)
        {
            process.ErrorDataReceived += Note;
            process.BeginErrorReadLine();
        }
    }

    public override string ToString()
    {
        lock (_lines)
        {
            return string.Join(Environment.NewLine, _lines);
        }
    }

    private void Note(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
        {
            return;
        }
        lock (_lines)
        {
            if (_lines.Count == Most)
            {
                _lines.Dequeue();
            }
            _lines.Enqueue(line.Data);
        }
    }
}
