import 'reflect-metadata';
import { hello } from '#libs/kernel';
import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

@Injectable()
class S { v(): string { return hello(3); } }
@Controller()
class C { constructor(private readonly s: S) {} @Get() get(): string { return this.s.v(); } }
@Module({ controllers: [C], providers: [S] })
class M {}
const app = await NestFactory.create<NestFastifyApplication>(M, new FastifyAdapter());
await app.listen(3999, '127.0.0.1');
console.log(await (await fetch('http://127.0.0.1:3999')).text());
await app.close();
