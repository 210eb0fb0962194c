using System.IO.Hashing;
using MultifdBench.Deflate;
using MultifdBench.Guest;

namespace MultifdBench.Accelerators.Qpl;

/// <summary>
/// One page there and back through a freshly loaded libqpl, every field that is used here checked against what is known independently: the
/// proof that its structures are laid out as <see cref="QplJob"/> says.
/// </summary>
internal static unsafe class QplSelfTest
{
    private const int UnknownLevel = 2;

    /// <summary>Null when the path works, else what did not.</summary>
    public static string? Failure(QplJobPath path)
    {
        byte[] page = TestPage();
        try
        {
            return path == QplJobPath.Software ? FieldsDiffer(page) ?? ModeDiffers(path, page) : ModeDiffers(path, page);
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException)
        {
            return e.Message;
        }
    }

    /// <summary>Runs one job by hand and reads every field back.</summary>
    private static string? FieldsDiffer(byte[] page)
    {
        byte[] stream = new byte[2 * Page.SizeBytes];
        using QplJobMemory memory = LibqplCalls.Instance.Create(QplJobPath.Software);
        QplJob* job = memory.Job;
        fixed (byte* from = page, to = stream)
        {
            int status = Run(job, from, to, stream.Length, UnknownLevel);
            if (status != QplStatus.UnsupportedLevel)
                return $"level {UnknownLevel}, which no version has, gave {QplStatus.Describe(status)}";
            status = Run(job, from, to, stream.Length, QplJobKind.Level);
            if (status != QplStatus.Ok) return $"a test page gave {QplStatus.Describe(status)}";
            uint written = job->TotalOut;
            bool asExpected = job->TotalIn == Page.SizeBytes && job->AvailableIn == 0 && job->NextIn == from + Page.SizeBytes
                && written is > 0 and < Page.SizeBytes && job->NextOut == to + written && job->AvailableOut == stream.Length - written
                && job->Crc == Crc32.HashToUInt32(page);
            return asExpected ? null : "the fields of a job are not where this version expects them";
        }
    }

    private static int Run(QplJob* job, byte* from, byte* to, int destinationBytes, int level)
    {
        job->Operation = QplOperation.Compress;
        job->Flags = QplFlags.First | QplFlags.Last | QplFlags.OmitVerify;
        job->Level = level;
        job->NextIn = from;
        job->AvailableIn = Page.SizeBytes;
        job->NextOut = to;
        job->AvailableOut = (uint)destinationBytes;
        return QplNative.ExecuteJob(job);
    }

    /// <summary>Every mode, each side decoded by the other's codec.</summary>
    private static string? ModeDiffers(QplJobPath path, byte[] page)
    {
        CannedTableBuilder builder = new();
        builder.Add(page);
        foreach (DeflateMode mode in Enum.GetValues<DeflateMode>())
        {
            CannedTable? table = mode == DeflateMode.Canned ? builder.Build() : null;
            if (Differs(path, mode, table, page)) return $"a page in {mode.ToString().ToLowerInvariant()} mode did not come back as it was";
        }

        return null;
    }

    private static bool Differs(QplJobPath path, DeflateMode mode, CannedTable? table, byte[] page)
    {
        byte[] source = Pinned(page.Length), stream = Pinned(2 * page.Length), restored = Pinned(page.Length);
        page.CopyTo(source, 0);
        QplFallbacks fallbacks = new();
        using QplDeflateJobs deflate = new(path, mode, table, 1, fallbacks);
        using QplInflateJobs inflate = new(path, table, 1, fallbacks);
        deflate.Submit(0, source, stream, stream);
        int length = deflate.Wait(0);
        // Until here the device has been reading it.
        GC.KeepAlive(source);
        if (length <= 0) return true;
        InflateStatus status =
            new PageInflater(PageInflater.IaaWindowBytes, table).Decompress(stream.AsSpan(0, length), restored, out _, out int written);
        if (status != InflateStatus.Done || written != page.Length || !restored.AsSpan().SequenceEqual(page)) return true;
        length = new PageDeflater(mode, table).Compress(page, stream);
        inflate.Submit(0, stream.AsSpan(0, length), restored, restored);
        string? problem = inflate.Wait(0, out written);
        GC.KeepAlive(stream);
        return problem is not null || written != page.Length || !restored.AsSpan().SequenceEqual(page);
    }

    private static byte[] Pinned(int bytes) => GC.AllocateArray<byte>(bytes, pinned: true);

    /// <summary>Every byte value, runs, and matches near and far.</summary>
    private static byte[] TestPage()
    {
        byte[] page = new byte[Page.SizeBytes];
        for (int i = 0; i < page.Length; i++) page[i] = (byte)((i & 0x400) != 0 ? i >> 5 : i * (i >> 8));
        return page;
    }
}
