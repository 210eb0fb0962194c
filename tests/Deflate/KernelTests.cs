using MultifdBench.Deflate;
using MultifdBench.Deflate.Checksums;
using MultifdBench.Deflate.Compress;
using MultifdBench.Deflate.Inflate;
using MultifdBench.Deflate.Kernels;

namespace MultifdBench.Tests.Deflate;

/// <summary>Both kernels give the same, step by step and in whole streams; and a kernel is what it says, in everything.</summary>
public sealed unsafe class KernelTests
{
    private const int Room = 1024;

    private readonly byte[] _storage = GC.AllocateArray<byte>(4 * Room, pinned: true);
    private readonly Random _random = new(99);

    [Fact]
    public void WholeStreams_AreTheSame()
    {
        CannedTable table = PageSamples.Table();
        foreach (DeflateMode mode in Enum.GetValues<DeflateMode>())
        {
            CannedTable? needed = mode == DeflateMode.Canned ? table : null;
            foreach (DeflateEffort effort in Enum.GetValues<DeflateEffort>())
            {
                PageDeflater scalar = new(mode, needed, effort, DeflateKernel.Scalar);
                PageDeflater vector = new(mode, needed, effort, DeflateKernel.Vector);
                for (int seed = 0; seed < 200; seed++) Assert.Equal(Compress(scalar, PageOf(seed)), Compress(vector, PageOf(seed)));
            }
        }
    }

    [Theory]
    [InlineData(DeflateMode.Fixed)]
    [InlineData(DeflateMode.Dynamic)]
    [InlineData(DeflateMode.Canned)]
    public void WholeAndDamagedStreams_BecomeTheSame(DeflateMode mode)
    {
        CannedTable? table = mode == DeflateMode.Canned ? PageSamples.Table() : null;
        PageInflater scalar = new(2048, table, DeflateKernel.Scalar), vector = new(2048, table, DeflateKernel.Vector);
        PageDeflater deflater = new(mode, table, null, DeflateKernel.Scalar);
        for (int seed = 0; seed < 200; seed++)
        {
            byte[] stream = Compress(deflater, PageOf(seed));
            if (seed % 2 == 1) stream = Mutation.Of(stream, _random);
            Assert.Equal(Alone(scalar, stream), Alone(vector, stream));
            Assert.Equal(InPair(scalar, stream), InPair(vector, stream));
        }
    }

    [Fact]
    public void Adler_IsTheSame()
    {
        for (int length = 0; length < 6000; length += length < 140 ? 1 : 97)
        {
            byte[] data = PageSamples.Make("random", length, length);
            if (length % 2 == 0) data.AsSpan().Fill(0xff);
            Assert.Equal(Adler32.Compute<ScalarKernel>(data, 1), Adler32.Compute<VectorKernel>(data, 1));
        }
    }

    [Fact]
    public void Matches_AreMeasuredAndCopiedTheSame()
    {
        fixed (byte* storage = _storage)
        {
            byte* other = storage + (2 * Room);
            for (uint distance = 1; distance < 48; distance++)
            {
                for (uint length = 1; length <= 258; length += length < 40 ? 1u : 7u)
                {
                    _random.NextBytes(_storage.AsSpan(0, 2 * Room));
                    _storage.AsSpan(0, 2 * Room).CopyTo(_storage.AsSpan(2 * Room));
                    ScalarKernel.CopyMatch(storage + 64, distance, length);
                    VectorKernel.CopyMatch(other + 64, distance, length);
                    int end = 64 + (int)length;
                    Assert.Equal(_storage.AsSpan(0, end), _storage.AsSpan(2 * Room, end));
                    int behind = end + MatchCopy.SlackBytes;
                    Assert.Equal(_storage.AsSpan(behind, Room), _storage.AsSpan((2 * Room) + behind, Room));
                    // Equal as far as they were copied, unless what is behind happens to be; then one differs.
                    other[64 + _random.Next((int)length + 1)] ^= (byte)_random.Next(2);
                    foreach (int limit in (int[])[(int)length, 258])
                    {
                        int expected = ScalarKernel.MatchLength(storage + 64, other + 64, limit);
                        Assert.Equal(expected, VectorKernel.MatchLength(storage + 64, other + 64, limit));
                    }
                }
            }
        }
    }

    [Fact]
    public void Literals_AreWidenedAndFilledTheSame()
    {
        fixed (byte* storage = _storage)
        {
            ushort* scalar = (ushort*)(storage + Room), vector = (ushort*)(storage + (2 * Room));
            for (int count = 0; count < 200; count++)
            {
                _random.NextBytes(_storage);
                ScalarKernel.WidenLiterals(storage, scalar, (uint)count);
                VectorKernel.WidenLiterals(storage, vector, (uint)count);
                ushort[] expected = [.. _storage.Take(count)];
                Assert.Equal(expected, new Span<ushort>(scalar, count));
                Assert.Equal(expected, new Span<ushort>(vector, count));
            }

            foreach (byte value in (byte[])[0, 7, 0xff])
            {
                ScalarKernel.Fill16(storage, value);
                VectorKernel.Fill16(storage + Room, value);
                Assert.Equal(Enumerable.Repeat(value, 16), _storage[..16]);
                Assert.Equal(_storage[..16], _storage[Room..(Room + 16)]);
            }
        }
    }

    [Fact]
    public void CodeLengths_AreLookedThroughTheSame()
    {
        fixed (byte* bytes = _storage)
        {
            for (int trial = 0; trial < 5000; trial++)
            {
                for (int i = 0; i < 40; i++) bytes[i] = _random.Next(8) == 0 ? (byte)0xff : (byte)_random.Next(1 + (trial % 3));
                Assert.Equal(ScalarKernel.NonZero(bytes), VectorKernel.NonZero(bytes));
                Assert.Equal(ScalarKernel.RunStarts(bytes, 0xff), VectorKernel.RunStarts(bytes, 0xff));
            }
        }
    }

    [Fact]
    public void CountsAndEntries_AreReckonedTheSame()
    {
        uint[] words = GC.AllocateArray<uint>(4 * 256 + 4 * 256, pinned: true);
        uint[] lanes = GC.AllocateArray<uint>(4 * SymbolCounts.LaneRoom, pinned: true);
        ulong[] codes = GC.AllocateArray<ulong>(2 * 256, pinned: true);
        for (int trial = 0; trial < 50; trial++)
        {
            for (int i = 0; i < 1024; i++) words[i] = (uint)_random.Next(4096);
            for (int i = 0; i < lanes.Length; i++) lanes[i] = (uint)_random.Next(4096);
            _random.NextBytes(_storage);
            for (int i = 0; i < _storage.Length; i++) _storage[i] &= 15;
            fixed (uint* first = words, lane = lanes)
            fixed (ulong* wide = codes)
            fixed (byte* lengths = _storage)
            {
                ScalarKernel.SumLanes(lane, first + 1024);
                VectorKernel.SumLanes(lane, first + 1280);
                Assert.Equal(words[1024..1280], words[1280..1536]);
                Assert.Equal(words[1024..1280].Max(), ScalarKernel.Largest256(first + 1024));
                Assert.Equal(words[1024..1280].Max(), VectorKernel.Largest256(first + 1024));
                foreach (int count in (int[])[30, 286, 16, 1, 0])
                {
                    long expected = ScalarKernel.SavedBits(first, lengths, lengths + Room, count);
                    Assert.Equal(expected, VectorKernel.SavedBits(first, lengths, lengths + Room, count));
                }

                for (int i = 0; i < 256; i++) words[i] = (uint)_random.Next() & 0x7f_ff0f;
                ScalarKernel.SplitEntries(first, first + 1024, wide);
                VectorKernel.SplitEntries(first, first + 1280, wide + 256);
                Assert.Equal(words[1024..1280], words[1280..1536]);
                Assert.Equal(codes[..256], codes[256..]);
                int codeBits = _random.Next(1, 15), extraBits = trial % 6;
                ulong code = (ulong)_random.Next(1 << codeBits);
                ScalarKernel.SetExtras(wide, first + 1024, code, codeBits, extraBits);
                VectorKernel.SetExtras(wide + 256, first + 1280, code, codeBits, extraBits);
                Assert.Equal(words[1024..1280], words[1280..1536]);
                Assert.Equal(codes[..256], codes[256..]);
            }
        }

        for (uint entry = 0; entry < 1u << 14; entry++)
        {
            ulong buffer = (ulong)_random.NextInt64();
            uint bits = entry & 0x3f3f; // bits 6 and 7 are zero in what the steps are given
            Assert.Equal(ScalarKernel.LowBits(buffer, bits), VectorKernel.LowBits(buffer, bits));
        }
    }

    [Fact]
    public void VectorsAreNowhere_ButInTheVectorKernel()
    {
        // What "scalar" means: a loop that used vectors by itself would go on using them.
        string[] words = ["Vector<", "Vector.", "Vector64", "Vector128", "Vector256", "Vector512", "Intrinsics", "Bmi2", "Avx", "Sse"];
        string folder = Path.Combine(SampleData.RepositoryRoot(), "src", "Deflate");
        string[] found =
        [
            .. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                .Where(file => words.Any(File.ReadAllText(file).Contains))
                .Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal),
        ];
        // The choice of the kernel asks what the host has.
        Assert.Equal(["DeflateKernel.cs", "VectorKernel.Tables.cs", "VectorKernel.cs"], found);
    }

    private static byte[] PageOf(int seed) =>
        PageSamples.Make(PageSamples.Kinds[seed % PageSamples.Kinds.Length], seed % 3 == 0 ? 37 * seed : 4096, seed);

    private static byte[] Compress(PageDeflater deflater, byte[] page)
    {
        byte[] output = new byte[3 * page.Length + 64];
        return output[..deflater.Compress(page, output)];
    }

    private static (InflateStatus Status, int Consumed, string Bytes) Alone(PageInflater inflater, byte[] stream)
    {
        byte[] back = new byte[8192];
        InflateStatus status = inflater.Decompress(stream, back, out int consumed, out int written);
        return (status, consumed, Convert.ToBase64String(back, 0, written));
    }

    private static (InflateStatus Status, string Bytes) InPair(PageInflater inflater, byte[] stream)
    {
        byte[] first = new byte[8192], second = new byte[8192];
        fixed (byte* from = stream, to = first, to2 = second)
        {
            InflateJob[] jobs = [new(from, stream.Length, to, first.Length), new(from, stream.Length, to2, second.Length)];
            inflater.DecompressAll(jobs);
            Assert.Equal(first.AsSpan(0, jobs[0].WrittenBytes), second.AsSpan(0, jobs[1].WrittenBytes));
            return (jobs[0].Status, Convert.ToBase64String(first, 0, jobs[0].WrittenBytes));
        }
    }
}
