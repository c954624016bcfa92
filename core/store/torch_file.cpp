#include "core/store/torch_file.h"

#include "core/base/atomic_file.h"
#include "core/base/utf8.h"
#include "core/store/byte_cursor.h"
#include "core/store/pickle_reader.h"
#include "core/store/unnamed_error.h"
#include "core/store/zip_members.h"

#include <array>
#include <functional>
#include <utility>
#include <vector>

namespace weft {

namespace {

constexpr std::string_view zipMagic = "PK\x03\x04";
/// Behind the byte of the protocol: the number 0x1950A86A20F9469CFC6C as a pickle of its own.
constexpr std::string_view legacyMagic = "\x8A\x0A\x6C\xFC\x9C\x46\xF9\x20\x6A\xA8\x50\x19.";
constexpr std::size_t protocolBytes = 2;
constexpr std::int64_t legacyProtocol = 1001;
constexpr std::array<std::string_view, 3> wrappers{"state_dict", "model", "model_state_dict"};

using Storages = std::map<std::string, std::string_view, std::less<>>;

Error bigEndian()
{
    return unsupportedBytes("its numbers are big-endian");
}

/// The text "key"'s value of a dictionary; null where there is none.
const PickleValue* valueOf(const PickleDict& dict, std::string_view key)
{
    const PickleValue* found = nullptr;
    for (const auto& [name, value] : dict.items) {
        const auto* text = std::get_if<std::string_view>(&name);
        found = text != nullptr && *text == key ? &value : found;
    }
    return found;
}

bool holdsTensors(const Pickle& pickle, const PickleDict& dict)
{
    for (const auto& [name, value] : dict.items) {
        if (pickle.find<PickleTensor>(value) != nullptr) {
            return true;
        }
    }
    return false;
}

/// The dictionary whose values are the tensors.
Result<const PickleDict*> findStateDict(const Pickle& pickle, WeightFile& file)
{
    const auto* root = pickle.find<PickleDict>(pickle.root);
    if (root != nullptr && holdsTensors(pickle, *root)) {
        return root;
    }
    for (const auto name : wrappers) {
        const auto* value = root == nullptr ? nullptr : valueOf(*root, name);
        const auto* dict = value == nullptr ? nullptr : pickle.find<PickleDict>(*value);
        if (dict != nullptr && holdsTensors(pickle, *dict)) {
            file.remarks.push_back({WeightsRemarkCode::WrapperOpened, std::string(name), 0, 0});
            return dict;
        }
    }
    return unsupportedBytes("it holds no state_dict");
}

bool isRowMajor(const PickleTensor& tensor)
{
    std::int64_t expected = 1; // The extent bounds it.
    for (auto i = tensor.shape.size(); i-- > 0;) {
        if (tensor.shape[i] > 1 && tensor.strides[i] != expected) {
            return false;
        }
        expected *= tensor.shape[i];
    }
    return true;
}

Result<FileTensor> tensorOf(const PickleTensor& tensor, const Storages& storages)
{
    const auto& storage = tensor.storage;
    const auto found = storages.find(storage.key);
    if (found == storages.end()) {
        return corruptBytes("its storage \"" + printableText(storage.key) +
                            "\" is not in the file");
    }
    const auto size = elementSize(storage.type);
    // The file's length bounds the count once the two agree, so that nothing below overflows.
    if (found->second.size() % size != 0 ||
        static_cast<std::uint64_t>(storage.wholeCount) != found->second.size() / size) {
        return corruptBytes("its storage \"" + printableText(storage.key) +
                            "\" is not as long as the pickle says");
    }
    FileTensor result;
    result.stored.type = storage.type;
    result.stored.shape = tensor.shape;
    if (tensor.extent > 0) {
        const auto first = static_cast<std::size_t>(storage.first + tensor.offset);
        result.stored.bytes =
            found->second.substr(first * size, static_cast<std::size_t>(tensor.extent) * size);
        if (!isRowMajor(tensor)) {
            result.strides = tensor.strides;
        }
    }
    return result;
}

/// Fills file.tensors from the state_dict.
Result<void> takeTensors(const Pickle& pickle, const Storages& storages, WeightFile& file)
{
    const auto dict = findStateDict(pickle, file);
    if (!dict) {
        return dict.error();
    }
    std::int64_t others = 0;
    for (const auto& [key, value] : (*dict)->items) {
        const auto* name = std::get_if<std::string_view>(&key);
        const auto* tensor = pickle.find<PickleTensor>(value);
        if (name == nullptr || tensor == nullptr) {
            ++others;
            continue;
        }
        auto taken = tensorOf(*tensor, storages);
        if (!taken) {
            return Error{taken.error().code,
                         {},
                         "tensor \"" + printableText(*name) + "\": " + taken.error().reason};
        }
        file.tensors.insert_or_assign(std::string(*name), std::move(*taken));
    }
    if (others > 0) {
        file.remarks.push_back({WeightsRemarkCode::EntriesSkipped, {}, others, 0});
    }
    return {};
}

/// The folder of the archive that holds data.pkl, with its slash.
Result<std::string> rootOf(const Storages& members)
{
    constexpr std::string_view pickleName = "data.pkl";
    for (const auto& [name, content] : members) {
        if (name.ends_with(pickleName) && name.find('/') + pickleName.size() + 1 == name.size()) {
            return name.substr(0, name.size() - pickleName.size());
        }
    }
    return unsupportedBytes("it is an archive that PyTorch did not write");
}

Result<WeightFile> readZip(const std::shared_ptr<const std::string>& content)
{
    const auto members = storedMembers(*content);
    if (!members) {
        return members.error();
    }
    const auto root = rootOf(*members);
    if (!root) {
        return root.error();
    }
    if (members->contains(*root + "constants.pkl")) {
        return unsupportedBytes("it is a TorchScript program; save model.state_dict() instead");
    }
    if (const auto order = members->find(*root + "byteorder");
        order != members->end() && order->second != "little") {
        return bigEndian();
    }
    const auto bytes = members->at(*root + "data.pkl");
    const auto pickle = readPickle(bytes);
    if (!pickle) {
        return pickle.error();
    }
    if (pickle->bytes != bytes.size()) {
        return corruptBytes("something follows its pickle");
    }
    Storages storages;
    const auto prefix = *root + "data/";
    for (const auto& [name, storage] : *members) {
        if (name.starts_with(prefix)) {
            storages.emplace(name.substr(prefix.size()), storage);
        }
    }
    WeightFile file;
    file.kind = WeightFileKind::TorchZip;
    file.content = content;
    auto taken = takeTensors(*pickle, storages, file);
    return taken ? Result<WeightFile>(std::move(file)) : taken.error();
}

/// A storage of the older format as its pickles tell of it.
struct ListedStorage
{
    std::string_view key;
    std::size_t elementBytes = 0;
    std::int64_t count = 0; ///< Of elements; what stands before the bytes may contradict it.
};

/// In the order of their bytes.
Result<std::vector<ListedStorage>> listStorages(const Pickle& state, const Pickle& keys)
{
    std::map<std::string_view, ListedStorage> known;
    for (const auto& node : state.nodes) {
        if (const auto* storage = std::get_if<PickleStorage>(&node)) {
            const auto size = elementSize(storage->type);
            const ListedStorage listed{storage->key, size, storage->wholeCount};
            if (known.emplace(storage->key, listed).first->second.elementBytes != size) {
                return corruptBytes("a storage is of two types");
            }
        }
    }
    const auto* list = keys.find<PickleList>(keys.root);
    if (list == nullptr) {
        return corruptBytes("the list of its storages is missing");
    }
    std::vector<ListedStorage> storages;
    for (const auto& item : list->items) {
        const auto* key = std::get_if<std::string_view>(&item);
        const auto found = key == nullptr ? known.end() : known.find(*key);
        if (found == known.end()) {
            return corruptBytes("it has a storage that no tensor needs");
        }
        storages.push_back(found->second);
    }
    return storages;
}

/// Each storage's bytes: their count of elements stands before them, their size in the pickle.
Result<Storages> readStorages(const Pickle& state, const Pickle& keys, ByteCursor& cursor)
{
    const auto list = listStorages(state, keys);
    if (!list) {
        return list.error();
    }
    Storages storages;
    for (const auto& listed : *list) {
        std::int64_t count = 0;
        std::size_t bytes = 0;
        std::string_view storage;
        if (!cursor.read(count) || count < 0 ||
            __builtin_mul_overflow(static_cast<std::size_t>(count), listed.elementBytes, &bytes) ||
            !cursor.take(bytes, storage)) {
            return corruptBytes("storage \"" + printableText(listed.key) +
                                "\" reaches beyond the file");
        }
        if (!storages.emplace(listed.key, storage).second) {
            return corruptBytes("storage \"" + printableText(listed.key) + "\" is there twice");
        }
    }
    if (cursor.left() != 0) {
        return corruptBytes("the file holds bytes that no tensor owns");
    }
    return storages;
}

/// Pickles one after the other (torch.serialization._legacy_save): the magic number, the protocol,
/// the machine, the state_dict, the storages' keys. Then the storages.
struct LegacyPickles
{
    Pickle state;
    Pickle keys;
    std::size_t bytes = 0; ///< Ahead of the storages.
};

/// content: the file, or a beginning of it that holds the pickles.
Result<LegacyPickles> readLegacyPickles(std::string_view content)
{
    auto rest = content.substr(protocolBytes + legacyMagic.size());
    std::array<Pickle, 4> pickles;
    for (auto& pickle : pickles) {
        auto next = readPickle(rest);
        if (!next) {
            return next.error();
        }
        pickle = std::move(*next);
        rest.remove_prefix(pickle.bytes);
    }
    auto& [protocol, machine, state, keys] = pickles;
    const auto* version = std::get_if<std::int64_t>(&protocol.root);
    if (version == nullptr || *version != legacyProtocol) {
        return unsupportedBytes("its version of PyTorch's format is not known");
    }
    const auto* about = machine.find<PickleDict>(machine.root);
    const auto* order = about == nullptr ? nullptr : valueOf(*about, "little_endian");
    const auto* little = order == nullptr ? nullptr : std::get_if<bool>(order);
    if (little == nullptr) {
        return corruptBytes("it does not tell the order of its bytes");
    }
    if (!*little) {
        return bigEndian();
    }
    return LegacyPickles{std::move(state), std::move(keys), content.size() - rest.size()};
}

Result<WeightFile> readLegacy(const std::shared_ptr<const std::string>& content)
{
    const auto pickles = readLegacyPickles(*content);
    if (!pickles) {
        return pickles.error();
    }
    ByteCursor cursor(*content, pickles->bytes);
    const auto storages = readStorages(pickles->state, pickles->keys, cursor);
    if (!storages) {
        return storages.error();
    }
    WeightFile file;
    file.kind = WeightFileKind::TorchLegacy;
    file.content = content;
    auto taken = takeTensors(pickles->state, *storages, file);
    return taken ? Result<WeightFile>(std::move(file)) : taken.error();
}

/// Whether the pickles at a file's beginning tell of storages that are as long as the file.
Result<void> checkLegacy(std::string_view head, std::uint64_t fileBytes)
{
    const auto pickles = readLegacyPickles(head);
    if (!pickles) {
        return pickles.error();
    }
    const auto list = listStorages(pickles->state, pickles->keys);
    if (!list) {
        return list.error();
    }
    std::uint64_t expected = pickles->bytes;
    for (const auto& storage : *list) {
        std::uint64_t bytes = 0;
        if (__builtin_mul_overflow(static_cast<std::uint64_t>(storage.count), storage.elementBytes,
                                   &bytes) ||
            __builtin_add_overflow(expected, bytes + sizeof storage.count, &expected)) {
            return corruptBytes("storage \"" + printableText(storage.key) +
                                "\" reaches beyond the file");
        }
    }
    return expected == fileBytes
               ? Result<void>()
               : corruptBytes("the file is not as long as its list of storages says");
}

bool isLegacy(std::string_view content)
{
    return content.size() > protocolBytes && content[0] == '\x80' &&
           content.substr(protocolBytes).starts_with(legacyMagic);
}

} // namespace

bool looksLikeTorchFile(std::string_view content)
{
    return content.starts_with(zipMagic) || isLegacy(content);
}

Result<void> checkTorchFile(const std::filesystem::path& path)
{
    constexpr std::size_t headBytes = std::size_t{16} << 20;
    const auto head = readFilePart(path, 0, headBytes);
    if (!head) {
        return head.error();
    }
    if (!isLegacy(head->content)) {
        return checkArchive(path);
    }
    auto checked = checkLegacy(head->content, head->fileBytes);
    return checked ? checked : Error{checked.error().code, path.string(), checked.error().reason};
}

Result<WeightFile> readTorchFile(const std::shared_ptr<const std::string>& content)
{
    return isLegacy(*content) ? readLegacy(content) : readZip(content);
}

} // namespace weft
