using System.Net;
using System.Net.Sockets;

namespace VisionSystem.Bench.Driving;

/// <summary>A keep-alive connection to a server, opened on first use and reopened after the server closes it.</summary>
internal sealed class Connection(IPEndPoint server) : IDisposable
{
    /// <summary>Pseudo status: the client disconnected before the response, as its request specifies.</summary>
    public const int Disconnected = -1;

    /// <summary>Pseudo status: the server sent no response.</summary>
    public const int NoResponse = 0;

    private readonly ResponseBuffer _response = new();
    private Socket? _socket;

    /// <summary>The body of the last response.</summary>
    public byte[] Body => _response.Body;

    /// <summary>Sends a request and receives its response.</summary>
    /// <param name="request">The request.</param>
    /// <param name="number">The number of the request, for its stamp.</param>
    /// <param name="cancellationToken">Ends the wait for the response.</param>
    /// <returns>The status code, <see cref="Disconnected"/> or <see cref="NoResponse"/>.</returns>
    public async Task<int> ExchangeAsync(PreparedRequest request, int number, CancellationToken cancellationToken)
    {
        try
        {
            if (_socket?.Poll(TimeSpan.Zero, SelectMode.SelectRead) is true)
            {
                // Readable without a pending response: the server closed the idle connection.
                Close();
            }

            var socket = _socket ??= await OpenAsync(cancellationToken);
            if (request.Disconnect != ClientDisconnect.Never)
            {
                return await DisconnectAsync(socket, request, number, cancellationToken);
            }

            // A server may respond before it has read the complete request, so sending and receiving overlap.
            _response.Clear();
            var sending = SendAsync(socket, request.Next(number), cancellationToken);
            var isWhole = await ReceiveAsync(socket, cancellationToken);
            if (!await sending || !isWhole || _response.Closes)
            {
                Close();
            }

            return isWhole ? _response.Status : NoResponse;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or InvalidDataException)
        {
            Close();
            return NoResponse;
        }
    }

    public void Dispose() => Close();

    private async Task<Socket> OpenAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<bool> SendAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            while (bytes.Length > 0)
            {
                bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, cancellationToken)..];
            }

            return true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<bool> ReceiveAsync(Socket socket, CancellationToken cancellationToken)
    {
        while (true)
        {
            var received = await socket.ReceiveAsync(_response.Free, SocketFlags.None, cancellationToken);
            if (received == 0)
            {
                return false;
            }

            if (_response.Advance(received))
            {
                return true;
            }
        }
    }

    private async Task<int> DisconnectAsync(Socket socket, PreparedRequest request, int number, CancellationToken cancellationToken)
    {
        var bytes = request.Next(number);
        await SendAsync(socket, request.Disconnect == ClientDisconnect.DuringBody ? bytes[..(bytes.Length / 2)] : bytes, cancellationToken);
        Close();
        return Disconnected;
    }

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }
}
