"""Know the provinces of China by the names that people write, and the days that a carrier needs to each."""

import re
import unicodedata
from typing import Any, NamedTuple

from shop.shipping.home import HOME
from shop.words import reads_english

ABROAD = "00"


class Province(NamedTuple):
    """A province by its code of GB/T 2260 and the names that an address may begin with.

    `days`: those that road freight from Hebei needs, or air mail abroad with customs, without public holidays.
    """

    code: str
    name: str
    name_en: str
    days: int

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return self.name_en if reads_english() else self.name


ROWS = [
    ("11", "北京", "Beijing", 2), ("12", "天津", "Tianjin", 2), ("13", "河北", "Hebei", 2), ("14", "山西", "Shanxi", 2),
    ("15", "内蒙古", "Inner Mongolia", 3), ("21", "辽宁", "Liaoning", 3), ("22", "吉林", "Jilin", 3),
    ("23", "黑龙江", "Heilongjiang", 4), ("31", "上海", "Shanghai", 3), ("32", "江苏", "Jiangsu", 3),
    ("33", "浙江", "Zhejiang", 3), ("34", "安徽", "Anhui", 3), ("35", "福建", "Fujian", 4),
    ("36", "江西", "Jiangxi", 4), ("37", "山东", "Shandong", 2), ("41", "河南", "Henan", 2), ("42", "湖北", "Hubei", 3),
    ("43", "湖南", "Hunan", 4), ("44", "广东", "Guangdong", 4), ("45", "广西", "Guangxi", 5),
    ("46", "海南", "Hainan", 6), ("50", "重庆", "Chongqing", 4), ("51", "四川", "Sichuan", 4),
    ("52", "贵州", "Guizhou", 5), ("53", "云南", "Yunnan", 5), ("54", "西藏", "Tibet", 8), ("61", "陕西", "Shaanxi", 3),
    ("62", "甘肃", "Gansu", 4), ("63", "青海", "Qinghai", 5), ("64", "宁夏", "Ningxia", 4),
    ("65", "新疆", "Xinjiang", 7), ("71", "台湾", "Taiwan", 10), ("81", "香港", "Hong Kong", 6),
    ("82", "澳门", "Macao", 6),
    (ABROAD, "国外", "Abroad", 15),
]  # fmt: skip
PROVINCES = [Province(*row) for row in ROWS]
FARTHEST = max(province.days for province in PROVINCES if ABROAD < province.code < "7")  # of the mainland


def province_choices() -> list[tuple[str, str]]:
    """Return the provinces for a form, in the reader's language."""
    return [(province.code, province.label) for province in PROVINCES]


def find_province(words: str) -> Province | None:
    """Return the province that a code or the beginning of an address names, in Chinese or English."""
    words = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", words)).strip().casefold()
    for province in PROVINCES:
        if words and (words == province.code or words.startswith((province.name, province.name_en.casefold()))):
            return province
    return None


def province_of(address: Any) -> str:
    """Return the code of the province that one of Oscar's addresses lies in, or "" when it cannot be told."""
    if address is None:
        return ""
    if address.country_id != HOME:
        return ABROAD
    found = find_province(address.state or "")
    return found.code if found else ""


def carrier_days(province: str) -> int:
    """Return the days that a carrier needs to a province, or to the farthest one while it is not known."""
    found = find_province(province)
    return found.days if found else FARTHEST
