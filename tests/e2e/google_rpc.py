# SPDX-License-Identifier: GPL-3.0-or-later
"""google.rpc as googleapis-common-protos has it: the same file names, messages and numbers.

Debian does not package it. What is made here stands in for it: it is in the pool of descriptors
before Dateline's stubs are loaded, as in a program that uses another Google client, and it reads
the details of errors as such a program would.
"""
import google.protobuf.any_pb2  # noqa: F401  the pool must know what the files import
import google.protobuf.duration_pb2  # noqa: F401
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

_TYPES = descriptor_pb2.FieldDescriptorProto


def _field(message, name, number, kind, repeated=False):
    field = message.field.add(name=name, number=number)
    field.label = _TYPES.LABEL_REPEATED if repeated else _TYPES.LABEL_OPTIONAL
    if kind.startswith("."):
        field.type, field.type_name = _TYPES.TYPE_MESSAGE, kind
    else:
        field.type = {"string": _TYPES.TYPE_STRING, "int32": _TYPES.TYPE_INT32}[kind]


def _file(name, *imports):
    file = descriptor_pb2.FileDescriptorProto(name=name, package="google.rpc", syntax="proto3")
    file.dependency.extend(imports)
    return file


def _status():
    file = _file("google/rpc/status.proto", "google/protobuf/any.proto")
    status = file.message_type.add(name="Status")
    _field(status, "code", 1, "int32")
    _field(status, "message", 2, "string")
    _field(status, "details", 3, ".google.protobuf.Any", repeated=True)
    return file


def _error_details():
    file = _file("google/rpc/error_details.proto", "google/protobuf/duration.proto")
    info = file.message_type.add(name="ErrorInfo")
    _field(info, "reason", 1, "string")
    _field(info, "domain", 2, "string")
    _field(info, "metadata", 3, ".google.rpc.ErrorInfo.MetadataEntry", repeated=True)
    entry = info.nested_type.add(name="MetadataEntry")
    entry.options.map_entry = True
    _field(entry, "key", 1, "string")
    _field(entry, "value", 2, "string")
    retry = file.message_type.add(name="RetryInfo")
    _field(retry, "retry_delay", 1, ".google.protobuf.Duration")
    bad = file.message_type.add(name="BadRequest")
    violation = bad.nested_type.add(name="FieldViolation")
    _field(violation, "field", 1, "string")
    _field(violation, "description", 2, "string")
    _field(bad, "field_violations", 1, ".google.rpc.BadRequest.FieldViolation", repeated=True)
    return file


def load():
    """Puts both files into the default pool, in which every generated module puts its own."""
    for file in (_status(), _error_details()):
        descriptor_pool.Default().AddSerializedFile(file.SerializeToString())


def message(name):
    """The class of google.rpc.NAME, after load()."""
    descriptor = descriptor_pool.Default().FindMessageTypeByName("google.rpc." + name)
    return message_factory.MessageFactory(descriptor_pool.Default()).GetPrototype(descriptor)
