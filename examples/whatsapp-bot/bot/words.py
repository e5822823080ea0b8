"""The bot's sentences, by language. Those in capitals answer the error code of Kliqs that they are named by."""

WORDS = {
    "en": {
        "help": "Send me a web address, such as https://example.com/p/1, and I answer with a short link.",
        "unavailable": "I can't make short links just now. Please send the address again in a few minutes.",
        "refused": "I can't shorten that: {message}",
        "INVALID_URL": "That doesn't look like a whole web address. Copy it from your browser and send it again.",
        "UNSAFE_URL": "Links to that site are not allowed here, because it was reported as harmful.",
        "API_LIMIT_REACHED": "All short links of this month are used up. I can make new ones from the first.",
        "SHORTLINK_LIMIT_REACHED": "There is no room for another short link. Please tell the shop.",
    },
    "id": {
        "help": "Kirim alamat web, misalnya https://example.com/p/1, nanti aku balas dengan tautan pendek.",
        "unavailable": "Aku belum bisa membuat tautan pendek sekarang. Kirim lagi alamatnya beberapa menit lagi, ya.",
        "refused": "Alamat itu tidak bisa dipendekkan: {message}",
        "INVALID_URL": "Sepertinya itu bukan alamat web yang lengkap. Salin dari browser kamu, lalu kirim lagi.",
        "UNSAFE_URL": "Tautan ke situs itu tidak diizinkan di sini, karena dilaporkan berbahaya.",
        "API_LIMIT_REACHED": "Jatah tautan pendek bulan ini sudah habis. Mulai tanggal satu aku bisa membuat lagi.",
        "SHORTLINK_LIMIT_REACHED": "Sudah tidak ada tempat untuk tautan pendek baru. Beri tahu tokonya, ya.",
    },
}
